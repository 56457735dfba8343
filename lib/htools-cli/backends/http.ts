import { HtoolsError } from '@gnt/htools';
import { Agent, request } from 'undici';

/** The body at an address; certificates are not checked, as those of clusters are their own. */
export async function getText(url: string, timeoutMs: number): Promise<string> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false, timeout: timeoutMs } });
  try {
    const { statusCode, body } = await request(url, { dispatcher, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
    const text = await body.text();
    if (statusCode !== 200) throw new HtoolsError(`'${url}' answers HTTP status ${String(statusCode)}`);
    return text;
  } catch (error) {
    if (error instanceof HtoolsError) throw error;
    throw new HtoolsError(`'${url}' cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await dispatcher.close();
  }
}
