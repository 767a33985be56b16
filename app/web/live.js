// A plain page to look at an event: its running race, live. `?event=` chooses the event.
const el = (id) => document.getElementById(id);
const seconds = (hundredths) => (hundredths === null ? '' : (hundredths / 100).toFixed(2));

let state = null;
let shownRace = null;
const fresh = new Set();

async function findEvent() {
  const wanted = new URLSearchParams(location.search).get('event');
  if (wanted) return wanted;
  const { events } = await (await fetch('/api/v1/events')).json();
  const live = events.find(({ status }) => status === 'running') ?? events[0];
  return live?.eventId ?? null;
}

function apply({ type, data }) {
  if (type === 'full') {
    state = data;
  } else if (type === 'diff' && state) {
    if (data.status) state.event.status = data.status;
    if (data.oncourse) state.oncourse = data.oncourse;
    if (data.results) {
      const rows = new Map((state.results[data.raceId] ?? []).map((row) => [row.bib, row]));
      for (const row of data.results) {
        if (rows.get(row.bib)?.total !== row.total) highlight(row.bib);
        rows.set(row.bib, row);
      }
      state.results[data.raceId] = [...rows.values()].sort(
        (a, b) => (a.rnk ?? Infinity) - (b.rnk ?? Infinity),
      );
    }
  }
  const running = state?.oncourse.at(-1)?.raceId;
  const isChosen = el('race').dataset.chosen === 'true';
  if (!isChosen)
    shownRace = running ?? shownRace ?? state?.races.find(({ raceStatus }) => raceStatus === 3)?.raceId;
  shownRace ??= state?.races[0]?.raceId;
  paint();
}

function highlight(bib) {
  fresh.add(bib);
  setTimeout(() => {
    fresh.delete(bib);
    paint();
  }, 6_000);
}

function cell(row, text, className) {
  const td = row.insertCell();
  td.textContent = text ?? '';
  if (className) td.className = className;
}

function paint() {
  if (!state) return;
  const { event, races, oncourse, results } = state;
  document.title = event.mainTitle;
  el('title').textContent = event.mainTitle;
  el('subtitle').textContent = [event.subTitle, event.location, event.status].filter(Boolean).join(' · ');

  el('chooser').hidden = races.length === 0;
  const titleOf = ({ title, raceId }) => title ?? raceId;
  const options = races.map(
    (race) => new Option(titleOf(race), race.raceId, false, race.raceId === shownRace),
  );
  el('race').replaceChildren(...options);

  el('on-course').replaceChildren(
    ...oncourse.map(({ bib, name, time, pen, dtStart }) => {
      const item = document.createElement('li');
      if (!dtStart) item.className = 'waiting';
      for (const [tag, text] of [
        ['span', bib],
        ['b', name],
        ['span', dtStart ? seconds(time) : 'waiting'],
        ['span', pen ? `+${pen / 100}` : ''],
      ]) {
        const part = document.createElement(tag);
        part.textContent = text;
        item.append(part);
      }
      return item;
    }),
  );

  const race = races.find(({ raceId }) => raceId === shownRace);
  el('caption').textContent = race ? titleOf(race) : '';
  const body = document.createElement('tbody');
  body.id = 'results';
  for (const result of results[shownRace] ?? []) {
    const row = body.insertRow();
    if (fresh.has(result.bib)) row.className = 'fresh';
    cell(row, result.rnk ?? result.status);
    cell(row, result.bib);
    cell(row, result.name, 'text');
    cell(row, result.club, 'text club');
    cell(row, seconds(result.time));
    cell(row, result.pen === null ? '' : result.pen / 100);
    cell(row, seconds(result.totalTotal ?? result.total));
    cell(row, result.rnk === 1 ? '' : result.totalBehind);
  }
  el('results').replaceWith(body);
}

el('race').addEventListener('change', ({ target }) => {
  shownRace = target.value;
  target.dataset.chosen = 'true';
  paint();
});

const eventId = await findEvent();
if (eventId === null) {
  el('subtitle').textContent = 'No event is public yet.';
} else {
  const source = new EventSource(`/api/v1/events/${encodeURIComponent(eventId)}/sse`);
  source.onopen = () => (el('connection').textContent = 'live');
  source.onerror = () => (el('connection').textContent = 'connecting …');
  source.onmessage = ({ data }) => apply(JSON.parse(data));
  source.addEventListener('end', ({ data }) => {
    source.close();
    el('connection').textContent = JSON.parse(data).reason;
  });
}
