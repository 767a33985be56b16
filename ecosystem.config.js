/**
 * How PM2 runs the server: `npm run build`, then `pm2 start ecosystem.config.js`. One process, or with WEB_CONCURRENCY as many as
 * it says (max: one for each processor) behind one port and on one database.
 */
const processes = process.env.WEB_CONCURRENCY || '1';

if (!/^([1-9]\d?|max)$/.test(processes)) {
  throw new Error(
    `WEB_CONCURRENCY: expected a number of processes from 1 to 99, or max, but got "${processes}"`,
  );
}

module.exports = {
  apps: [
    {
      name: 'slalom-live',
      script: 'dist/app/cli/main.js',
      args: 'serve',
      cwd: __dirname,
      ...(processes === '1'
        ? { exec_mode: 'fork', instances: 1 }
        : { exec_mode: 'cluster', instances: processes === 'max' ? 'max' : Number(processes) }),
      // The server says when it listens, and takes up to SHUTDOWN_MS to let running requests end.
      wait_ready: true,
      listen_timeout: 15_000,
      kill_timeout: 12_000,
      max_memory_restart: '1G',
      env: {
        NODE_ENV: 'production',
      },
    },
  ],
};
