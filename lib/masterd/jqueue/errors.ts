/** Why a job's wait was ended. */
export class JobCancelled extends Error {
  constructor() {
    super('Job canceled by request');
    this.name = 'JobCancelled';
  }
}

/** The daemon stops: a job that waits stays as it is and goes on after the next start. */
export class DaemonStopping extends Error {
  constructor() {
    super('The master daemon is stopping');
    this.name = 'DaemonStopping';
  }
}

/** The job is to end whatever it is doing. */
export class JobKilled extends Error {
  constructor() {
    super('Job killed by request');
    this.name = 'JobKilled';
  }
}
