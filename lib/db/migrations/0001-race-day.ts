import type { Knex } from 'knex';

/** Times are hundredths of a second; `*_at` are milliseconds since 1970; ids are text as Canoe123 wrote them. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('events', (t) => {
    t.increments('id');
    t.text('event_id').notNullable().unique();
    t.text('status').notNullable();
    t.bigInteger('status_changed_at').notNullable();
    t.text('admin_details').notNullable();
    t.text('export_details');
    t.text('config').notNullable();
    t.text('image_type');
    t.integer('key_version').notNullable();
    t.text('key_hash').notNullable().unique();
    t.text('epoch').notNullable();
    t.bigInteger('last_seq').notNullable();
    t.bigInteger('journal_floor').notNullable();
    t.bigInteger('created_at').notNullable();
  });
  await db.schema.createTable('event_images', (t) => {
    ofEvent(t);
    t.binary('bytes').notNullable();
    t.primary(['event']);
  });
  await db.schema.createTable('classes', (t) => {
    ofEvent(t);
    t.text('class_id').notNullable();
    t.integer('position').notNullable();
    t.text('name').notNullable();
    t.text('long_title');
    t.primary(['event', 'class_id']);
  });
  await db.schema.createTable('categories', (t) => {
    ofEvent(t);
    t.text('class_id').notNullable();
    t.text('cat_id').notNullable();
    t.integer('position').notNullable();
    t.text('name');
    t.integer('first_year');
    t.integer('last_year');
    t.primary(['event', 'class_id', 'cat_id']);
  });
  await db.schema.createTable('participants', (t) => {
    ofEvent(t);
    t.text('participant_id').notNullable();
    t.text('class_id').notNullable();
    t.text('event_bib');
    t.text('icf_id');
    t.text('family_name').notNullable();
    t.text('given_name');
    t.text('icf_id2');
    t.text('family_name2');
    t.text('given_name2');
    t.text('noc');
    t.text('club');
    t.integer('year');
    t.text('cat_id');
    t.boolean('is_team').notNullable();
    t.text('members').notNullable();
    t.primary(['event', 'participant_id']);
  });
  await db.schema.createTable('races', (t) => {
    ofEvent(t);
    t.text('race_id').notNullable();
    t.integer('position').notNullable();
    t.text('class_id').notNullable();
    t.text('dis_id').notNullable();
    t.integer('race_order');
    t.text('start_time');
    t.text('start_interval');
    t.integer('course_nr');
    t.integer('race_status').notNullable();
    t.text('title');
    t.primary(['event', 'race_id']);
  });
  await db.schema.createTable('courses', (t) => {
    ofEvent(t);
    t.integer('course_nr').notNullable();
    t.text('course_config').notNullable();
    t.primary(['event', 'course_nr']);
  });
  await db.schema.createTable('results', (t) => {
    ofEvent(t);
    t.text('race_id').notNullable();
    t.text('participant_id').notNullable();
    t.integer('start_order');
    t.text('bib').notNullable();
    t.text('start_time');
    t.text('cat_id');
    t.text('status');
    t.text('dt_start');
    t.text('dt_finish');
    t.integer('time');
    t.integer('pen');
    t.integer('total');
    t.text('gates');
    t.integer('rnk');
    t.integer('rnk_order');
    t.integer('heat_nr');
    t.integer('round_nr');
    t.text('qualified');
    t.text('prev');
    t.bigInteger('live_at');
    t.primary(['event', 'race_id', 'participant_id']);
  });
  await db.schema.createTable('on_course', (t) => {
    ofEvent(t);
    t.text('race_id').notNullable();
    t.text('bib').notNullable();
    t.text('entry').notNullable();
    t.bigInteger('seen_at').notNullable().index();
    t.primary(['event', 'race_id', 'bib']);
  });
  await db.schema.createTable('live_messages', (t) => {
    ofEvent(t);
    t.bigInteger('seq').notNullable();
    t.text('kind').notNullable();
    t.text('topic');
    t.text('race_id');
    t.text('body');
    t.bigInteger('at').notNullable();
    t.primary(['event', 'seq']);
    t.index(['event', 'topic']);
  });
  await db.schema.createTable('ingest_records', (t) => {
    t.increments('id');
    t.integer('event').notNullable().references('id').inTable('events').onDelete('CASCADE');
    t.text('kind').notNullable();
    t.bigInteger('at').notNullable();
    t.bigInteger('count').notNullable();
    t.text('detail');
    t.index(['event', 'kind', 'at']);
  });
}

function ofEvent(t: Knex.CreateTableBuilder): void {
  t.integer('event').notNullable().references('id').inTable('events').onDelete('CASCADE');
}

export async function down(db: Knex): Promise<void> {
  for (const table of [
    'ingest_records',
    'live_messages',
    'on_course',
    'results',
    'courses',
    'races',
    'participants',
    'categories',
    'classes',
    'event_images',
    'events',
  ]) {
    await db.schema.dropTable(table);
  }
}
