/** Data or a request that cannot be used; the message says what and where. */
export class HtoolsError extends Error {
  override readonly name = 'HtoolsError';
}
