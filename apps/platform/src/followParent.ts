// Loaded before every role that the supervisor starts: a role whose supervisor is gone ends as if it were asked to.

if (process.channel !== undefined) {
  process.channel.unref();
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
