import type { Knex } from 'knex';

/** How each feed of an event stands, who did what, and what became of the key before. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('feeds', (t) => {
    t.integer('event').notNullable().references('id').inTable('events').onDelete('CASCADE');
    t.text('kind').notNullable();
    t.bigInteger('heard_at');
    t.bigInteger('count').notNullable();
    t.integer('bytes');
    t.integer('skipped');
    t.bigInteger('refused_at');
    t.bigInteger('refusals').notNullable();
    t.text('refusal');
    t.primary(['event', 'kind']);
  });
  // Pushes were counted among what was done one by one.
  await db.raw(
    'INSERT INTO feeds (event, kind, heard_at, count, refusals) ' +
      "SELECT event, kind, MAX(at), SUM(count), 0 FROM ingest_records WHERE kind IN ('xml', 'results', 'oncourse') " +
      'GROUP BY event, kind',
  );
  await db('ingest_records').whereIn('kind', ['results', 'oncourse']).delete();
  await db.raw('ALTER TABLE ingest_records DROP COLUMN count');
  await db.raw('ALTER TABLE ingest_records ADD COLUMN done_by TEXT');
  await db.raw('ALTER TABLE events ADD COLUMN previous_key_hash TEXT');
  await db.raw('ALTER TABLE events ADD COLUMN previous_key_until BIGINT');
  await db.schema.alterTable('events', (t) => {
    t.index(['previous_key_hash']);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('events', (t) => {
    t.dropIndex(['previous_key_hash']);
  });
  await db.raw('ALTER TABLE events DROP COLUMN previous_key_hash');
  await db.raw('ALTER TABLE events DROP COLUMN previous_key_until');
  await db.raw('ALTER TABLE ingest_records DROP COLUMN done_by');
  await db.raw('ALTER TABLE ingest_records ADD COLUMN count BIGINT NOT NULL DEFAULT 1');
  await db.raw(
    'INSERT INTO ingest_records (event, kind, at, count) ' +
      "SELECT event, kind, heard_at, count FROM feeds WHERE kind <> 'xml' AND heard_at IS NOT NULL",
  );
  await db.schema.dropTable('feeds');
}
