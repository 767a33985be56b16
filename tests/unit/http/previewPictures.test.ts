import type { PublicEvent } from '../../../lib/domain/views';
import type { AthleteWords, StandingWords } from '../../../app/pages/athlete';
import { PreviewPictures, pictureVersion, pictureWords } from '../../../app/pages/PreviewPictures';

jest.mock('@napi-rs/canvas', () => {
  throw new Error('Cannot find module');
});

const event = {
  ...{ mainTitle: 'Spring Slalom', subTitle: 'Round 1', location: 'Horní Brod' },
  ...{ startDate: '2026-05-30', endDate: '2026-05-31' },
} as PublicEvent;
const standing = (title: string, parts: Partial<StandingWords> = {}): StandingWords => ({
  title,
  ...{ rank: null, total: null, start: null },
  ...parts,
});
const athlete = (races: StandingWords[]): AthleteWords => ({
  name: 'Ivo Vlnovák',
  from: ['12', 'CZE', 'KV Horní Brod'],
  races,
});

describe('what the picture of an athlete says', () => {
  const names = (races: StandingWords[]): string[] =>
    pictureWords(event, athlete(races), 'cs').standings.map(({ title }) => title);

  test('the last three results, and before the first one what is raced first', () => {
    const results = ['a', 'b', 'c', 'd'].map((title) => standing(title, { rank: '1.' }));
    expect(names([...results, standing('e', { start: '10:00' })])).toEqual(['b', 'c', 'd']);
    expect(names(['a', 'b', 'c', 'd'].map((title) => standing(title, { start: '10:00' })))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  test('who it is, and where', () => {
    expect(pictureWords(event, athlete([]), 'cs')).toEqual({
      over: 'Spring Slalom · 30.–31. 5. 2026',
      title: 'Ivo Vlnovák',
      under: '12 · CZE · KV Horní Brod',
      standings: [],
    });
    expect(pictureWords(event, null, 'cs')).toEqual({
      over: '',
      title: 'Spring Slalom',
      under: 'Round 1 · Horní Brod · 30.–31. 5. 2026',
      standings: [],
    });
  });

  test('and its version is another one with each result', () => {
    const versions = [[], [standing('a', { start: '10:00' })], [standing('a', { rank: '1.' })]].map((races) =>
      pictureVersion(pictureWords(event, athlete(races), 'cs')),
    );
    expect(new Set(versions).size).toBe(3);
  });
});

test('says what is missing where the library to draw is not installed', async () => {
  await expect(new PreviewPictures().of(pictureWords(event, null, 'cs'))).rejects.toMatchObject({
    status: 404,
    code: 'PicturesAreOff',
  });
});
