import type { ISpecRequest } from './size.js';

/** Everything that options of any program set. */
export interface Options {
  dataFile: string | undefined;
  luxiSocket: string | undefined;
  rapiMaster: string;
  simulate: string[];
  iallocatorSource: string | undefined;
  dynuFile: string | undefined;
  ignoreDynu: boolean;
  mond: boolean;
  mondFile: string | undefined;
  mondXen: boolean;
  mondExitMissing: boolean;
  exclusionTags: string[] | undefined;
  selectInstances: string[];
  excludeInstances: string[];
  offline: string[];
  maxCpu: number | undefined;
  minDisk: number;
  staticNodeMemory: number;
  diskMoves: boolean;
  instanceMoves: boolean;
  evacuationMode: boolean;
  restrictedMigration: boolean;
  ignoreSoftErrors: boolean;
  minGain: number;
  minGainLimit: number;
  minScore: number;
  maxLength: number;
  group: string | undefined;
  capacity: boolean;
  acceptExisting: boolean;
  independentGroups: boolean;
  restrictToNodes: string[] | undefined;
  diskTemplate: string | undefined;
  spindleUse: number | undefined;
  standardSpec: ISpecRequest | undefined;
  tieredSpec: ISpecRequest | undefined;
  machineReadable: boolean;
  noSimulation: boolean;
  execJobs: boolean;
  firstJobGroup: boolean;
  reason: string | undefined;
  priority: string | undefined;
  dryRun: boolean;
  jobDelay: number;
  force: boolean;
  fullEvacuation: boolean;
  ignoreNonRedundant: boolean;
  skipNonRedundant: boolean;
  offlineMaintenance: boolean;
  oneStepOnly: boolean;
  nodeTags: string[] | undefined;
  printMoves: boolean;
  minResources: number;
  targetResources: number;
  noHeaders: boolean;
  outputDir: string;
  showNodes: string[] | undefined;
  showInstances: boolean;
  showCommands: string | undefined;
  saveCluster: string | undefined;
  verbose: number;
  json: boolean;
  explain: boolean;
  showHelp: boolean;
  showVersion: boolean;
  showCompletion: boolean;
}

/** The values when no option is given. */
export function defaultOptions(): Options {
  return {
    dataFile: undefined,
    luxiSocket: undefined,
    rapiMaster: '',
    simulate: [],
    iallocatorSource: undefined,
    dynuFile: undefined,
    ignoreDynu: false,
    mond: false,
    mondFile: undefined,
    mondXen: false,
    mondExitMissing: false,
    exclusionTags: undefined,
    selectInstances: [],
    excludeInstances: [],
    offline: [],
    maxCpu: undefined,
    minDisk: 0,
    staticNodeMemory: 4096,
    diskMoves: true,
    instanceMoves: true,
    evacuationMode: false,
    restrictedMigration: false,
    ignoreSoftErrors: false,
    minGain: 1e-2,
    minGainLimit: 1e-1,
    minScore: 1e-9,
    maxLength: -1,
    group: undefined,
    capacity: true,
    acceptExisting: false,
    independentGroups: false,
    restrictToNodes: undefined,
    diskTemplate: undefined,
    spindleUse: undefined,
    standardSpec: undefined,
    tieredSpec: undefined,
    machineReadable: false,
    noSimulation: false,
    execJobs: false,
    firstJobGroup: false,
    reason: undefined,
    priority: undefined,
    dryRun: false,
    jobDelay: 10,
    force: false,
    fullEvacuation: false,
    ignoreNonRedundant: false,
    skipNonRedundant: false,
    offlineMaintenance: false,
    oneStepOnly: false,
    nodeTags: undefined,
    printMoves: false,
    minResources: 2,
    targetResources: 2,
    noHeaders: false,
    outputDir: '.',
    showNodes: undefined,
    showInstances: false,
    showCommands: undefined,
    saveCluster: undefined,
    verbose: 1,
    json: false,
    explain: false,
    showHelp: false,
    showVersion: false,
    showCompletion: false,
  };
}
