import type { Knex } from 'knex';

/** An athlete of one event is looked for in all others. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('participants', (t) => {
    t.index(['icf_id']);
    t.index(['family_name', 'given_name']);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('participants', (t) => {
    t.dropIndex(['icf_id']);
    t.dropIndex(['family_name', 'given_name']);
  });
}
