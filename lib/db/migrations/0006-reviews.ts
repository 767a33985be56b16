import type { Knex } from 'knex';

/** Which results the jury looks into, and what became of results after the finish. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('results', (t) => {
    t.boolean('is_under_review').notNullable().defaultTo(false);
    t.text('changes').notNullable().defaultTo('[]');
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.alterTable('results', (t) => {
    t.dropColumns('is_under_review', 'changes');
  });
}
