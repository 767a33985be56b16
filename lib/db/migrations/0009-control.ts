import type { Knex } from 'knex';

/** What the organiser leads from the control page: boards and their pictures, corrections, the archive, the key's window; and who watched. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('boards', (t) => {
    ofEvent(t);
    t.text('name').notNullable();
    t.boolean('has_token').notNullable();
    t.text('shown').notNullable();
    t.bigInteger('seen_at').notNullable();
    t.primary(['event', 'name']);
  });
  await db.schema.createTable('board_images', (t) => {
    ofEvent(t);
    t.text('name').notNullable();
    t.text('type').notNullable();
    t.binary('bytes').notNullable();
    t.primary(['event', 'name']);
  });
  await db.schema.createTable('viewer_history', (t) => {
    ofEvent(t);
    t.bigInteger('at').notNullable();
    t.text('kinds').notNullable();
    t.primary(['event', 'at']);
  });
  await db.raw("ALTER TABLE viewer_counts ADD COLUMN kinds TEXT NOT NULL DEFAULT '{}'");
  await db.raw('ALTER TABLE results ADD COLUMN by_hand TEXT');
  await db.raw('ALTER TABLE events ADD COLUMN archived_at BIGINT');
  await db.raw('ALTER TABLE events ADD COLUMN key_window TEXT');
}

function ofEvent(t: Knex.CreateTableBuilder): void {
  t.integer('event').notNullable().references('id').inTable('events').onDelete('CASCADE');
}

export async function down(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE events DROP COLUMN key_window');
  await db.raw('ALTER TABLE events DROP COLUMN archived_at');
  await db.raw('ALTER TABLE results DROP COLUMN by_hand');
  await db.raw('ALTER TABLE viewer_counts DROP COLUMN kinds');
  await db.schema.dropTable('viewer_history');
  await db.schema.dropTable('board_images');
  await db.schema.dropTable('boards');
}
