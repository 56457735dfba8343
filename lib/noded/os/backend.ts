import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OS_API_V20, OS_VALIDATE_CALLS, OS_VALIDATE_PARAMETERS } from '@gnt/constants';
import type { RpcPayload, WireInstance } from '@gnt/protocol';
import type { Clock } from '../../common/clock.js';
import type { CommandResult, CommandRunner } from '../../common/exec.js';
import { osSearchPath } from '../../common/os-search-path.js';
import type { Paths } from '../../common/paths.js';
import { failReason, outputOf } from '../backend/run/outcome.js';
import { NodeError, messageOf } from '../errors.js';
import type { BlockDevice } from '../hypervisor/interface.js';
import { InvalidOs, readDefinition, splitOsName, type OsDefinition, type OsScript } from './definition.js';
import { coreEnvironment, instanceEnvironment, type Environment } from './environment.js';
import type { OsBackend } from './interface.js';
import { lastLines, logFileName } from './log-file.js';
import { entriesOf, findDefinition } from './search.js';

/** Lines of the log that a failure shows. */
const SHOWN_LINES = 20;
/** A script may copy a whole system. */
const SCRIPT_TIMEOUT = 24 * 3600 * 1000;

export interface OsDeps {
  readonly paths: Paths;
  readonly runner: CommandRunner;
  readonly clock: Clock;
}

/** The OS definitions of this node and their scripts. */
export class NodeOs implements OsBackend {
  readonly #deps: OsDeps;
  readonly #searchPath: readonly string[];

  constructor(deps: OsDeps) {
    this.#deps = deps;
    this.#searchPath = osSearchPath(deps.paths);
  }

  /** The definition of an OS, whose name may carry a variant. Throws when it is missing or wrong. */
  async definition(name: string): Promise<OsDefinition> {
    return findDefinition(splitOsName(name).base, this.#searchPath).catch(asNodeError);
  }

  async diagnose(): Promise<RpcPayload<'os_diagnose'>> {
    const rows: RpcPayload<'os_diagnose'> = [];
    for (const dir of this.#searchPath) {
      for (const name of await entriesOf(dir)) rows.push(await this.#row(name, join(dir, name)));
    }
    return rows;
  }

  async validate(
    required: boolean,
    name: string,
    checks: readonly string[],
    params: Readonly<Record<string, unknown>>,
    forceVariant: boolean,
  ): Promise<boolean> {
    const unknown = checks.filter((check) => !(OS_VALIDATE_CALLS as readonly string[]).includes(check));
    if (unknown.length > 0) throw new NodeError(`Unknown checks required for OS ${name}: ${unknown.join(', ')}`);
    const os = await this.#wanted(required, name);
    if (os === undefined) return false;
    if (!forceVariant) checkVariant(os, name);
    if (Math.max(...os.apiVersions) < OS_API_V20) return true;
    if (checks.includes(OS_VALIDATE_PARAMETERS)) checkParameters(os, Object.keys(params));
    const result = await this.#deps.runner.tryRun(requireScript(os, 'verify'), checks, {
      cwd: os.path,
      env: coreEnvironment(name, os, params),
      bareEnv: true,
    });
    const reason = failReason(result);
    if (reason !== undefined)
      throw new NodeError(`OS validation script failed (${reason}), output: ${outputOf(result)}`);
    return true;
  }

  async create(
    instance: WireInstance,
    disks: readonly BlockDevice[],
    { reinstall, debug }: { readonly reinstall: boolean; readonly debug: number },
  ): Promise<void> {
    const os = await this.definition(instance.os ?? '');
    const env = instanceEnvironment(instance, os, disks, debug);
    const log = logFileName('add', instance.os ?? '', instance.name, this.#deps.clock);
    await this.#runLogged(os, 'create', { ...env, ...(reinstall ? { INSTANCE_REINSTALL: '1' } : {}) }, log);
  }

  async rename(instance: WireInstance, disks: readonly BlockDevice[], oldName: string, debug: number): Promise<void> {
    const os = await this.definition(instance.os ?? '');
    const env = { ...instanceEnvironment(instance, os, disks, debug), OLD_INSTANCE_NAME: oldName };
    const log = logFileName('rename', instance.os ?? '', `${oldName}-${instance.name}`, this.#deps.clock);
    await this.#runLogged(os, 'rename', env, log);
  }

  async #row(name: string, path: string): Promise<RpcPayload<'os_diagnose'>[number]> {
    const shown = this.#shown(path);
    try {
      const os = await readDefinition(name, path);
      const parameters = os.parameters.map((p) => [...p]);
      return [
        name,
        shown,
        true,
        '',
        [...os.variants],
        parameters,
        [...os.apiVersions],
        !os.scripts.has('create_untrusted'),
      ];
    } catch (e) {
      if (!(e instanceof InvalidOs)) throw e;
      return [name, shown, false, e.message, [], [], [], true];
    }
  }

  /** Paths in answers are the same on each node of a virtual cluster. */
  #shown(path: string): string {
    const { paths } = this.#deps;
    return paths.virtual && path.startsWith(`${paths.root}/`) ? paths.unprefixed(path) : path;
  }

  async #wanted(required: boolean, name: string): Promise<OsDefinition | undefined> {
    try {
      return await findDefinition(splitOsName(name).base, this.#searchPath);
    } catch (e) {
      if (e instanceof InvalidOs && !required) return undefined;
      return asNodeError(e);
    }
  }

  /** Runs a script with its output in a log; a failure shows the log's end. */
  async #runLogged(os: OsDefinition, script: OsScript, env: Environment, logName: string): Promise<void> {
    const dir = this.#deps.paths.file('osLogDir');
    await mkdir(dir, { recursive: true, mode: 0o750 });
    const path = join(dir, logName);
    const log = await open(path, 'a', 0o600);
    let result: CommandResult;
    try {
      result = await this.#deps.runner.tryRun(requireScript(os, script), [], {
        ...{ cwd: os.path, env, bareEnv: true, outputFd: log.fd, timeout: SCRIPT_TIMEOUT },
      });
    } finally {
      await log.close();
    }
    const reason = failReason(result);
    if (reason === undefined) return;
    const shown = lastLines(await readFile(path, 'utf8'), SHOWN_LINES).join('\n');
    throw new NodeError(`OS ${script} script failed (${reason}), its log ends:\n${shown}`);
  }
}

function asNodeError(e: unknown): never {
  if (e instanceof InvalidOs) throw new NodeError(e.message, { cause: e });
  throw e instanceof Error ? e : new Error(messageOf(e));
}

function requireScript(os: OsDefinition, script: OsScript): string {
  const path = os.scripts.get(script);
  if (path !== undefined) return path;
  const untrusted = script === 'create' ? '; its create_untrusted script would need a helper VM' : '';
  throw new NodeError(`OS '${os.name}' has no ${script} script${untrusted}`);
}

function checkVariant(os: OsDefinition, name: string): void {
  const { variant } = splitOsName(name);
  if (os.variants.length === 0) {
    if (variant === '') return;
    throw new NodeError(`OS '${os.name}' does not support variants ('${variant}' passed)`);
  }
  if (variant === '') throw new NodeError(`OS name '${name}' must include a variant`);
  if (!os.variants.includes(variant)) throw new NodeError(`OS '${os.name}' does not support variant '${variant}'`);
}

function checkParameters(os: OsDefinition, names: readonly string[]): void {
  const supported = os.parameters.map(([name]) => name);
  const unknown = names.filter((name) => !supported.includes(name));
  if (unknown.length > 0) {
    throw new NodeError(`OS ${os.name} knows no such parameters: ${unknown.join(', ')}`);
  }
}
