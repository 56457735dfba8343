import { constants } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  OS_API_FILE,
  OS_API_V15,
  OS_API_V20,
  OS_API_VERSIONS,
  OS_PARAMETERS_FILE,
  OS_SCRIPT_CREATE,
  OS_SCRIPT_CREATE_UNTRUSTED,
  OS_SCRIPT_VERIFY,
  OS_SCRIPTS,
  OS_VARIANTS_FILE,
} from '@gnt/constants';
import { messageOf } from '../errors.js';

export type OsScript = (typeof OS_SCRIPTS)[number];

/** A valid OS definition. */
export interface OsDefinition {
  readonly name: string;
  /** Its directory on this machine. */
  readonly path: string;
  /** Scripts that it has, by name. */
  readonly scripts: ReadonlyMap<OsScript, string>;
  readonly variants: readonly string[];
  /** [name, help] each; the help may be missing. */
  readonly parameters: readonly (readonly string[])[];
  readonly apiVersions: readonly number[];
}

/** What makes a directory no OS definition. */
export class InvalidOs extends Error {}

/** An OS name in its parts: "debootstrap+default". */
export function splitOsName(name: string): { readonly base: string; readonly variant: string } {
  const at = name.indexOf('+');
  return at < 0 ? { base: name, variant: '' } : { base: name.slice(0, at), variant: name.slice(at + 1) };
}

/** The newest API version that both the definition and we know. */
export function apiVersionOf(os: Pick<OsDefinition, 'apiVersions'>): number {
  return Math.max(...os.apiVersions.filter((version) => (OS_API_VERSIONS as readonly number[]).includes(version)));
}

/** Reads the definition in a directory. Throws InvalidOs with the first thing that is wrong with it. */
export async function readDefinition(name: string, path: string): Promise<OsDefinition> {
  const apiVersions = await readApiVersions(path);
  const newest = Math.max(...apiVersions);
  const scripts = await findScripts(path, newest);
  return {
    name,
    path,
    scripts,
    variants: newest >= OS_API_V15 ? await readVariants(path) : [],
    parameters: newest >= OS_API_V20 ? await readParameters(path) : [],
    apiVersions,
  };
}

async function readApiVersions(path: string): Promise<number[]> {
  const file = join(path, OS_API_FILE);
  const info = await stat(file).catch((e: unknown) => {
    throw new InvalidOs(`Required file '${OS_API_FILE}' not found under path ${path}: ${messageOf(e)}`);
  });
  if (!info.isFile()) throw new InvalidOs(`File '${OS_API_FILE}' in ${path} is not a regular file`);
  const lines = (await readFile(file, 'utf8')).replace(/\n$/, '').split('\n');
  const versions = lines.map((line) => line.trim());
  const wrong = versions.find((version) => !/^[+-]?\d+$/.test(version));
  if (wrong !== undefined) throw new InvalidOs(`API versions must be whole numbers, not '${wrong}'`);
  const numbers = versions.map(Number);
  if (!numbers.some((version) => (OS_API_VERSIONS as readonly number[]).includes(version))) {
    throw new InvalidOs(`'${path}' is for API ${numbers.join(', ')}; it must be one of ${OS_API_VERSIONS.join(', ')}.`);
  }
  return numbers;
}

async function findScripts(path: string, newest: number): Promise<Map<OsScript, string>> {
  const optional: readonly OsScript[] = [OS_SCRIPT_CREATE, OS_SCRIPT_CREATE_UNTRUSTED];
  const found = new Map<OsScript, string>();
  for (const script of OS_SCRIPTS) {
    if (script === OS_SCRIPT_VERIFY && newest < OS_API_V20) continue;
    const file = join(path, script);
    if (await isScript(path, script, optional.includes(script))) found.set(script, file);
  }
  if (!optional.some((script) => found.has(script))) {
    throw new InvalidOs(`'${path}' has neither a trusted nor an untrusted create script`);
  }
  return found;
}

async function isScript(path: string, script: string, optional: boolean): Promise<boolean> {
  const info = await stat(join(path, script)).catch((e: unknown) => {
    if (optional && e instanceof Error && 'code' in e && e.code === 'ENOENT') return undefined;
    throw new InvalidOs(`File '${script}' under path '${path}' is missing (${messageOf(e)})`);
  });
  if (info === undefined) return false;
  if (!info.isFile()) throw new InvalidOs(`File '${script}' below '${path}' is no regular file`);
  if ((info.mode & constants.S_IXUSR) === 0)
    throw new InvalidOs(`File '${script}' under path '${path}' is not executable`);
  return true;
}

async function readVariants(path: string): Promise<string[]> {
  const text = await readFile(join(path, OS_VARIANTS_FILE), 'utf8').catch((e: unknown) => {
    if (e instanceof Error && 'code' in e && e.code === 'ENOENT') return '';
    throw new InvalidOs(`The list of variants ${path} can't be read: ${messageOf(e)}`);
  });
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

async function readParameters(path: string): Promise<string[][]> {
  const text = await readFile(join(path, OS_PARAMETERS_FILE), 'utf8').catch((e: unknown) => {
    throw new InvalidOs(`File '${OS_PARAMETERS_FILE}' under path '${path}' is missing (${messageOf(e)})`);
  });
  return text.split('\n').flatMap((line) => {
    const [, name, help] = /^\s*(\S+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [help === undefined || help === '' ? [name] : [name, help]];
  });
}
