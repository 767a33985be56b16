import type { Knex } from 'knex';

/** When each gate was judged, after the start. */
export async function up(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE results ADD COLUMN splits TEXT');
}

export async function down(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE results DROP COLUMN splits');
}
