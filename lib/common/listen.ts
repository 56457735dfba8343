/** Why a socket could not be bound, in words that say what to do; any other error comes back as it is. */
export function explainListenError(error: unknown, address: string, port: number, protocol = 'TCP'): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const where = `${address}:${String(port)} (${protocol})`;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new Error(
      `Can't listen on ${where}: the port is in use; stop what runs there or choose another port with -p`,
      { cause: error },
    );
  }
  if (code === 'EADDRNOTAVAIL') {
    return new Error(
      `Can't listen on ${where}: this machine does not have that address; choose one of its own with -b`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new Error(`Can't listen on ${where}: permission denied; ports below 1024 need root`, { cause: error });
  }
  return error;
}
