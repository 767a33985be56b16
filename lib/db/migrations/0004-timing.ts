import type { Knex } from 'knex';

/** When the timing was last heard of, as the public was last told. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('events', (t) => {
    t.bigInteger('heard_at');
    t.boolean('is_mid_run').notNullable().defaultTo(false);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('events', (t) => {
    t.dropColumns('heard_at', 'is_mid_run');
  });
}
