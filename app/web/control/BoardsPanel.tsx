import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { BOARD_LAYOUTS, type BoardSettings } from '../../../lib/domain/views';
import { pagePrefix } from '../shared/prefix';
import { ask, ofEvent, type AdminEvent, type ControlledBoard } from './api';
import { Choice } from './Choice';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Field } from './Field';
import { ImageList } from './ImageList';
import { Panel } from './Panel';
import { raceChoices, useRaces, type ControlledRace } from './races';
import { useText } from './texts';

const READ_MS = 5_000;
/** A board of a size that nobody has told, in pixels. */
const SIZE = { width: 1_280, height: 720 };
/** How wide a board is drawn here, in pixels. */
const DRAWN = 256;

interface Boards {
  boards: ControlledBoard[];
  images: Record<string, string>;
}

/** The boards that are open, and those that are led: each as it stands there, and what it is to show. */
export function BoardsPanel({ event }: EventPanelProps): JSX.Element {
  const text = useText();
  const { failure, run } = useDoing();
  const [read, setRead] = useState<Boards | null>(null);
  const { races } = useRaces(event.eventId, event.status);
  const path = `${ofEvent(event.eventId)}/boards`;
  const look = async (): Promise<void> => {
    setRead(await ask<Boards>('GET', path));
  };
  useEffect(() => {
    void run(look);
    const timer = setInterval(() => {
      look().catch(() => undefined);
    }, READ_MS);
    return () => {
      clearInterval(timer);
    };
  }, [path]);
  return (
    <Panel name="boards" title={text('boards')}>
      {read?.boards.length === 0 && <p class="muted">{text('noBoards')}</p>}
      <ul class="control-boards">
        {read?.boards.map((board) => (
          <BoardItem key={board.name} {...{ event, board, races }} onLed={look} />
        ))}
      </ul>
      {read && <ImageList event={event} images={read.images} onChanged={look} />}
      <Failure text={failure} />
    </Panel>
  );
}

interface BoardItemProps {
  event: AdminEvent;
  board: ControlledBoard;
  races: readonly ControlledRace[];
  onLed: () => Promise<void>;
}

function BoardItem({ event, board, races, onLed }: BoardItemProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const { name, isOpen, led, shown } = board;
  const [isLed, setLed] = useState(false);
  const lead = (change: Partial<BoardSettings> & { reload?: boolean }): Promise<boolean> =>
    run(async () => {
      await ask('PUT', `${ofEvent(event.eventId)}/boards/${encodeURIComponent(name)}`, change);
      await onLed();
    });
  const title = led?.label ?? name;
  return (
    <li data-board={name} data-open={isOpen}>
      <Thumbnail event={event} board={board} />
      <div>
        <h3>{title}</h3>
        <p class="muted">
          {[
            title === name ? null : name,
            text(isOpen ? 'board.open' : 'board.closed'),
            shown && `${shown.width} × ${shown.height}`,
            board.hasToken === false && text('board.stranger'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <p class="control-buttons">
          <button
            type="button"
            class="button"
            aria-expanded={isLed}
            aria-label={`${text('board.change')}: ${title}`}
            onClick={() => {
              setLed(!isLed);
            }}
          >
            {text('board.change')}
          </button>
          <button
            type="button"
            class="button"
            disabled={isBusy || !isOpen}
            aria-label={`${text('board.reload')}: ${title}`}
            onClick={() => {
              void lead({ reload: true });
            }}
          >
            {text('board.reload')}
          </button>
          {led && (
            <button
              type="button"
              class="button"
              disabled={isBusy}
              aria-label={`${text('board.leave')}: ${title}`}
              onClick={() => {
                void run(async () => {
                  await ask('DELETE', `${ofEvent(event.eventId)}/boards/${encodeURIComponent(name)}`);
                  setLed(false);
                  await onLed();
                });
              }}
            >
              {text('board.leave')}
            </button>
          )}
        </p>
        {isLed && (
          <BoardForm
            first={led}
            races={races}
            isBusy={isBusy}
            onSave={(change) => {
              void lead(change).then((isDone) => {
                if (isDone) setLed(false);
              });
            }}
          />
        )}
        <Failure text={failure} />
      </div>
    </li>
  );
}

/** The board as it is: its own page, small. */
function Thumbnail({
  event,
  board: { name, shown, led },
}: Pick<BoardItemProps, 'event' | 'board'>): JSX.Element {
  const { width, height } = shown && shown.width > 0 && shown.height > 0 ? shown : SIZE;
  const scale = DRAWN / Math.max(width, height);
  const said = shown ?? led;
  const query = new URLSearchParams({ preview: '1', name });
  if (said?.layout) query.set('layout', said.layout);
  if (said?.race) query.set('race', said.race);
  if (said?.title) query.set('title', said.title);
  if (typeof said?.rows === 'number') query.set('rows', String(said.rows));
  if (event.status === 'draft') return <div class="control-thumbnail" aria-hidden="true" />;
  return (
    <div class="control-thumbnail" style={{ width: `${width * scale}px`, height: `${height * scale}px` }}>
      <iframe
        title={name}
        loading="lazy"
        tabIndex={-1}
        aria-hidden="true"
        src={`${pagePrefix()}/events/${encodeURIComponent(event.eventId)}/board?${query.toString()}`}
        style={{ width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` }}
      />
    </div>
  );
}

interface BoardFormProps {
  first: BoardSettings | null;
  races: readonly ControlledRace[];
  isBusy: boolean;
  onSave: (change: Partial<BoardSettings>) => void;
}

function BoardForm({ first, races, isBusy, onSave }: BoardFormProps): JSX.Element {
  const text = useText();
  const [label, setLabel] = useState(first?.label ?? '');
  const [title, setTitle] = useState(first?.title ?? '');
  const [rows, setRows] = useState(typeof first?.rows === 'number' ? String(first.rows) : '');
  const [layout, setLayout] = useState<string>(first?.layout ?? '');
  const [race, setRace] = useState(first?.race ?? '');
  const [images, setImages] = useState(typeof first?.hasImages === 'boolean' ? String(first.hasImages) : '');
  const asAddress: [string, string] = ['', text('board.asAddress')];
  return (
    <form
      class="control-form"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        onSave({
          label: label || null,
          title: title || null,
          rows: rows === '' ? null : Number(rows),
          layout: BOARD_LAYOUTS.find((one) => one === layout) ?? null,
          race: race || null,
          hasImages: images === '' ? null : images === 'true',
        });
      }}
    >
      <Field label={text('board.label')} name="label" value={label} onValue={setLabel} />
      <Choice
        name="layout"
        label={text('board.layout')}
        value={layout}
        options={[asAddress, ...BOARD_LAYOUTS.map((one): [string, string] => [one, text(`layout.${one}`)])]}
        onChoose={setLayout}
      />
      <Field
        label={text('board.rows')}
        name="rows"
        type="number"
        min="0"
        max="60"
        value={rows}
        onValue={setRows}
      />
      <Choice
        name="race"
        label={text('board.race')}
        value={race}
        options={[asAddress, ...raceChoices(races)]}
        onChoose={setRace}
      />
      <Field label={text('board.title')} name="title" value={title} onValue={setTitle} />
      <Choice
        name="hasImages"
        label={text('board.images')}
        value={images}
        options={[asAddress, ['true', text('yes')], ['false', text('no')]]}
        onChoose={setImages}
      />
      <button class="button control-main" disabled={isBusy}>
        {text('save')}
      </button>
    </form>
  );
}
