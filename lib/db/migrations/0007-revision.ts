import type { Knex } from 'knex';

/** How often the race day was written, so that a writer knows whether what it holds of it is still what is stored. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('events', (t) => {
    t.bigInteger('revision').notNullable().defaultTo(0);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('events', (t) => {
    t.dropColumn('revision');
  });
}
