import type { Knex } from 'knex';

/** Devices that are told of an event's athletes while its pages are closed. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('push_subscriptions', (t) => {
    t.increments('id');
    t.integer('event').notNullable().references('id').inTable('events').onDelete('CASCADE');
    t.text('endpoint').notNullable();
    t.text('keys').notNullable();
    t.text('favourites').notNullable();
    t.text('language').notNullable();
    t.text('page').notNullable();
    t.text('told').notNullable();
    t.bigInteger('since').notNullable();
    t.unique(['event', 'endpoint']);
  });
}

export async function down(db: Knex): Promise<void> {
  await db.schema.dropTable('push_subscriptions');
}
