import type { Knex } from 'knex';

/** An event's cursors are of the epoch in which their message was written: one for each start of a writer. */
export async function up(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE events RENAME COLUMN epoch TO epochs');
  await db.raw(`UPDATE events SET epochs = '[{"epoch":"' || epochs || '","firstSeq":1}]'`);
}

export async function down(db: Knex): Promise<void> {
  for (const { id, epochs } of await db<{ id: number; epochs: string }>('events').select('id', 'epochs')) {
    const { epoch } = (JSON.parse(epochs) as { epoch: string }[]).at(-1) ?? { epoch: '0' };
    await db('events').where({ id }).update({ epochs: epoch });
  }
  await db.raw('ALTER TABLE events RENAME COLUMN epochs TO epoch');
}
