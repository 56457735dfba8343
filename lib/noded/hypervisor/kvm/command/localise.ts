import type { Argument } from './interface.js';

/** How unprefixed paths become places on this machine. */
export interface Places {
  local(path: string): string;
  socket(path: string): string;
}

/**
 * The kept command line with the paths of this node: pid file, log, sockets. Kernels, images and other files that the
 * operator named are the machine's and stay. On a real node nothing changes.
 */
export function localCommand(base: readonly Argument[], places: Places): Argument[] {
  return base.map((argument, i) => {
    if (typeof argument === 'number') return argument;
    switch (base[i - 1]) {
      case '-pidfile':
      case '-D':
        return places.local(argument);
      case '-monitor':
      case '-serial':
      case '-qmp':
      case '-vnc':
        return argument.replace(/^unix:([^,]*)/, (_, path: string) => `unix:${places.socket(path)}`);
      case '-chardev':
        return argument.replace(
          /^(socket,path=)([^,]*)/,
          (_, key: string, path: string) => `${key}${places.socket(path)}`,
        );
      default:
        return argument;
    }
  });
}
