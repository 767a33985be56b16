// Loaded before a server under measurement: SQLite then runs as it did before commits had to be durable, for comparison.
'use strict';
const Database = require('better-sqlite3');
const { pragma } = Database.prototype;
Database.prototype.pragma = function asked(text, ...rest) {
  return pragma.call(this, text.replace('synchronous = FULL', 'synchronous = NORMAL'), ...rest);
};
