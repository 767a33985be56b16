import type { Knex } from 'knex';

/** How many watch: by process, and what was said of all together. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('viewer_counts', (t) => {
    t.integer('event').notNullable().references('id').inTable('events').onDelete('CASCADE');
    t.text('process').notNullable();
    t.integer('viewers').notNullable();
    t.bigInteger('counted_at').notNullable();
    t.primary(['event', 'process']);
  });
  await db.schema.alterTable('events', (t) => {
    t.integer('viewers');
    t.bigInteger('viewers_at');
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('events', (t) => {
    t.dropColumns('viewers', 'viewers_at');
  });
  await db.schema.dropTable('viewer_counts');
}
