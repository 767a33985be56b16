import { displayName, memberNames } from '../../../lib/domain/names';
import { aParticipant } from './builders';

test.each([
  ['an athlete', { familyName: 'VLNOVEC', givenName: 'Ota' }, 'VLNOVEC Ota'],
  ['an athlete without a given name', { familyName: 'VLNOVEC', givenName: '' }, 'VLNOVEC'],
  ['an athlete without a family name', { familyName: '', givenName: 'Ota' }, 'Ota'],
  [
    'a C2 crew',
    { familyName: 'VLNOVEC', givenName: 'Ota', familyName2: 'PEŘEJ', givenName2: 'Ivo' },
    'VLNOVEC Ota / PEŘEJ Ivo',
  ],
  [
    'a C2 crew of one known paddler',
    { familyName: 'VLNOVEC', givenName: 'Ota', familyName2: '' },
    'VLNOVEC Ota',
  ],
  ['a team', { familyName: 'Weir Club', givenName: 'A', familyName2: 'PEŘEJ', isTeam: true }, 'Weir Club A'],
])('%s is shown by name', (_who, fields, name) => {
  expect(displayName(aParticipant('p', fields))).toBe(name);
});

test("a team's members are named in the team's order, without those that the export does not know", () => {
  const known = new Map(
    ['a', 'b'].map((id) => [
      id,
      aParticipant(id, { familyName: `${id.toUpperCase()}OVÁ`, givenName: 'Eva' }),
    ]),
  );
  const team = aParticipant('t', { isTeam: true, members: ['b', 'gone', 'a'] });
  expect(memberNames(team, known)).toEqual(['BOVÁ Eva', 'AOVÁ Eva']);
});
