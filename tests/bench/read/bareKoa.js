// What a Koa application costs that does nothing but answer: the floor under every route of this server.
'use strict';
const Koa = require('koa');

const app = new Koa();
app.use((ctx) => {
  ctx.body = { status: 'ok' };
});
const server = app.listen(0, '127.0.0.1');

process.on('message', ({ id, command }) => {
  if (command === 'stop') process.exit(0);
  process.send({ id, result: server.address().port });
});
process.on('disconnect', () => process.exit(0));
