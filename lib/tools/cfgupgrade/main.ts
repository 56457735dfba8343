import { CONFIG_VERSION, EXIT_FAILURE, EXIT_SUCCESS, RELEASE_VERSION } from '@gnt/constants';
import { jsonText, upgradeObjects } from '@gnt/objects';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createSecret, createSelfSigned } from '../../common/certificates.js';
import { epochSeconds, type Clock } from '../../common/clock.js';
import type { Files } from '../../common/files.js';
import type { Paths } from '../../common/paths.js';
import type { Random } from '../../common/random.js';
import { parseConfig, versionText } from '../../config/load.js';
import { verifyConfig } from '../../config/verify/index.js';
import { downgrade, upgrade, versionOf, DOWNGRADE_VERSION } from './convert.js';
import { isFile, kindOf, moveRapiUsers, replaceWithBackup } from './directory.js';
import { isJson, objectAt, textAt, type Json } from './json.js';
import { parseOptions, usage, type CfgupgradeOptions } from './options.js';

/** What cfgupgrade works with. */
export interface CfgupgradeContext {
  readonly files: Files;
  readonly paths: Paths;
  readonly clock: Clock;
  readonly random: Random;
  /** This machine's name. */
  readonly hostname: string;
  /** Asks the operator a question that is answered by yes or no. */
  ask(question: string): boolean;
  /** A line on standard output or standard error. */
  say(line: string): void;
  complain(line: string): void;
}

class Run {
  readonly #options: CfgupgradeOptions;
  readonly #context: CfgupgradeContext;
  readonly #dataDir: string;
  readonly #confDir: string;
  readonly #configPath: string;

  constructor(options: CfgupgradeOptions, context: CfgupgradeContext) {
    this.#options = options;
    this.#context = context;
    this.#dataDir = options.path ?? context.paths.dirs.data;
    this.#confDir = options.confdir ?? context.paths.dirs.conf;
    this.#configPath = join(this.#dataDir, 'config.data');
  }

  readonly #complain = (message: string): void => {
    this.#context.complain(message);
  };
  readonly #info = (message: string): void => {
    if (this.#options.verbosity > 0) this.#context.complain(message);
  };

  async run(): Promise<number> {
    if (!(await this.#onMaster()) || !this.#confirmed()) return EXIT_FAILURE;
    await this.#checkDirectories();
    const config = this.#parse(await this.#context.files.readText(this.#configPath));
    this.#info(`Found configuration version ${versionText(versionOf(config))}`);
    const converted = await this.#convert(config);
    if (!this.#options.dryRun) {
      await this.#write(converted);
      await this.#createMissingSecrets();
    }
    const faults =
      this.#options.dryRun || this.#options.noVerify || this.#options.downgrade ? [] : await this.#complete(converted);
    this.#report(faults);
    return EXIT_SUCCESS;
  }

  async #onMaster(): Promise<boolean> {
    if (this.#options.ignoreHostname) return true;
    const file = join(this.#dataDir, 'ssconf_master_node');
    const master = (await this.#context.files.readTextIfPresent(file))?.trim();
    if (master === this.#context.hostname) return true;
    const found =
      master === undefined
        ? `there is no ${file}`
        : `the master is '${master}', this machine is '${this.#context.hostname}'`;
    this.#context.complain(`This must run on the master node, but ${found}; run it there, or use --ignore-hostname`);
    return false;
  }

  #confirmed(): boolean {
    if (this.#options.force) return true;
    const question = this.#options.downgrade
      ? `The configuration goes back to version ${versionText(DOWNGRADE_VERSION)}; what the older version does not know is lost. Stop all daemons first. Continue with *DOWNGRADING* the configuration?`
      : `The configuration will be upgraded for release ${RELEASE_VERSION}. Stop all daemons and read the notes on upgrading first. Continue with upgrading the configuration?`;
    return this.#context.ask(question);
  }

  async #checkDirectories(): Promise<void> {
    for (const name of ['config.data', 'server.pem', 'known_hosts']) {
      if (!(await isFile(join(this.#dataDir, name)))) {
        throw new Error(`${this.#dataDir} is no directory of a Ganeti configuration: it has no ${name}`);
      }
    }
    if ((await kindOf(this.#confDir)) !== 'directory') throw new Error(`Not a directory: ${this.#confDir}`);
  }

  #parse(text: string): Json {
    try {
      const config: unknown = JSON.parse(text);
      if (isJson(config)) return config;
    } catch (e) {
      throw new Error(`${this.#configPath} is truncated or not JSON; restore it from a master candidate or a backup`, {
        cause: e,
      });
    }
    throw new Error(`${this.#configPath} does not hold an object; restore it from a master candidate or a backup`);
  }

  async #convert(config: Json): Promise<Json> {
    const context = { uuid: () => this.#context.random.uuid(), info: this.#info, warn: this.#complain };
    if (this.#options.downgrade) return downgrade(config, context);
    if (versionOf(config) === CONFIG_VERSION) {
      this.#info('No changes necessary');
      return config;
    }
    const converted = upgrade(config, context);
    await moveRapiUsers(this.#context.files, this.#dataDir, this.#options.dryRun, this.#info);
    if (!this.#options.dryRun) await this.#context.files.remove(join(this.#dataDir, 'watcher.data'));
    await this.#writeStoragePaths(objectAt(converted, 'cluster'));
    return converted;
  }

  /** File storage is allowed below listed directories only since 2.7: those in use are listed. */
  async #writeStoragePaths(cluster: Json): Promise<void> {
    const file = join(this.#confDir, 'file-storage-paths');
    if ((await kindOf(file)) !== 'missing') return;
    const directories = ['file_storage_dir', 'shared_file_storage_dir'].flatMap((key) => textAt(cluster, key) || []);
    this.#info(`Listing the directories of file storage in ${file}`);
    const when = new Date(this.#context.clock.now()).toUTCString();
    const lines = ['# List made from the configuration by', `# cfgupgrade at ${when}`, ...directories];
    if (!this.#options.dryRun) await this.#context.files.writeAtomic(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  }

  async #write(config: Json): Promise<void> {
    const { files, random, clock } = this.#context;
    this.#info(`Writing ${this.#configPath}`);
    const backup = await replaceWithBackup(
      files,
      random,
      this.#configPath,
      `${jsonText(config)}\n`,
      epochSeconds(clock),
    );
    this.#info(`The old file is kept as ${backup}`);
  }

  /** Certificates and keys that came with later versions. */
  async #createMissingSecrets(): Promise<void> {
    const { files } = this.#context;
    const missing = async (name: string): Promise<boolean> => !(await isFile(join(this.#dataDir, name)));
    const write = (name: string, content: string, mode: number): Promise<void> => {
      this.#info(`Creating ${join(this.#dataDir, name)}`);
      return files.writeAtomic(join(this.#dataDir, name), content, { mode });
    };
    for (const name of ['hmac.key', 'cluster-domain-secret'])
      if (await missing(name)) await write(name, createSecret(this.#context), 0o400);
    if (await missing('rapi.pem')) await write('rapi.pem', createSelfSigned(this.#context).pem, 0o400);
    if (await missing('spice.pem')) {
      const spice = createSelfSigned(this.#context);
      await write('spice.pem', spice.pem, 0o400);
      await write('spice-ca.pem', spice.certificate, 0o400);
    }
  }

  /** Fills what objects of old lack, as the original does when it first opens the file; returns what is wrong with the result. */
  async #complete(config: Json): Promise<string[]> {
    const now = epochSeconds(this.#context.clock);
    const filled = upgradeObjects(config, { now, uuid: () => this.#context.random.uuid() });
    if (!isDeepStrictEqual(filled, config)) {
      const serial = typeof filled['serial_no'] === 'number' ? filled['serial_no'] : 0;
      await this.#write({ ...filled, serial_no: serial + 1, mtime: now });
    }
    this.#info('Testing the new configuration');
    return verifyConfig(parseConfig(await this.#context.files.readText(this.#configPath), this.#configPath));
  }

  #report(faults: readonly string[]): void {
    const action = this.#options.downgrade ? 'downgraded' : 'upgraded';
    const version = this.#options.downgrade ? versionText(DOWNGRADE_VERSION) : RELEASE_VERSION;
    for (const fault of faults) this.#complain(` - ${fault}`);
    if (faults.length > 0)
      this.#complain(
        `Configuration ${action} to version ${version}, but it has the errors above.\nPlease review the file.`,
      );
    else this.#complain(`Configuration successfully ${action} to version ${version}.`);
  }
}

/** The program cfgupgrade; returns its exit code. */
export async function runCfgupgrade(argv: readonly string[], context: CfgupgradeContext): Promise<number> {
  let options: CfgupgradeOptions;
  try {
    options = parseOptions(argv);
  } catch (e) {
    context.complain(`cfgupgrade: ${e instanceof Error ? e.message : String(e)}; see cfgupgrade --help`);
    return 2;
  }
  if (options.help) {
    context.say(usage());
    return EXIT_SUCCESS;
  }
  try {
    return await new Run(options, context).run();
  } catch (e) {
    context.complain(`cfgupgrade: ${e instanceof Error ? e.message : String(e)}`);
    return EXIT_FAILURE;
  }
}
