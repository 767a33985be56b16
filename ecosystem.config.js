/** How PM2 runs the server: `npm run build`, then `pm2 start ecosystem.config.js`. */
module.exports = {
  apps: [
    {
      name: 'slalom-live',
      script: 'dist/app/cli/main.js',
      args: 'serve',
      cwd: __dirname,
      instances: 1,
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
