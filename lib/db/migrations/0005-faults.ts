import type { Knex } from 'knex';

/** The faults of kayak cross. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('results', (t) => {
    t.text('faults');
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('results', (t) => {
    t.dropColumns('faults');
  });
}
