export { DEFAULT_ALLOC_OPTIONS, type AllocOptions } from './alloc/options.js';
export { Balancer, type Placement } from './balance/balancer.js';
export { moveCommands, placementLine } from './balance/describe.js';
export { commandScript, involvedNodes, splitJobs } from './balance/job-sets.js';
export { DEFAULT_BALANCE_OPTIONS, type BalanceOptions } from './balance/options.js';
export { movesOf, surveyMoves, type MoveSurvey, type TriedMove } from './explain/moves.js';
export { explainPlacing, type TriedGroup, type TriedPlace } from './explain/places.js';
export { explainLeaving, type TriedTarget } from './explain/targets.js';
export { moveOpcodes, type Opcode } from './evacuate/opcodes.js';
export { instanceTable } from './format/instances.js';
export { DEFAULT_NODE_FIELDS, NODE_FIELDS, nodeTable } from './format/nodes.js';
export { fixed, general, shortest } from './format/number.js';
export { parseInteger, parseNumber, parseSize, splitList } from './format/parse.js';
export { describePolicy } from './format/policy.js';
export { formatTable } from './format/table.js';
export type { AllocatorResponse } from './iallocator/answer.js';
export { asPolicy, parseMessage, readRequestCluster } from './iallocator/read.js';
export { asBool, asInteger, asList, asNumber, asRecord, asText, JsonRecord, type Reader } from './iallocator/record.js';
export { readRequest, type AllocatorRequest, type Task, type Wanted } from './iallocator/request.js';
export { answerRequest, runAllocator, usesLostAllocations, type AllocatorOptions } from './iallocator/run.js';
export { badItems, policyHealth, tagConflicts } from './model/bad-items.js';
export { findGroup, makeGroup, type ClusterData, type Group, type PlacedInstance } from './model/cluster.js';
export { GlobalN1, type RedundancyOptions } from './capacity/global-n1.js';
export { freeResources } from './capacity/free.js';
export { DISK_TEMPLATE_LABELS, DISK_TEMPLATES_IN_ORDER, requiredNodes } from './model/disk-template.js';
export { HtoolsError } from './model/error.js';
export { FAIL_MODES, FAIL_N1, failName, type FailMode } from './model/fail.js';
export { allInstances, allNodes, splitByGroup, splitInstances, type GroupPart } from './model/groups.js';
export { Instance, NO_NODE, type Disk, type InstanceFields, type Nic } from './model/instance.js';
export {
  clusterSuffix,
  completeMemory,
  enterLimits,
  mergeCluster,
  type Cluster,
  type LoadOptions,
  type N1Rule,
} from './model/load.js';
export { setNodeCpuLoad } from './model/monitored.js';
export { lookupName } from './model/names.js';
export { Node, type NodeFields } from './model/node.js';
export { DEFAULT_POLICY, type IPolicy, type ISpec, type MinMax } from './model/policy.js';
export { State } from './model/state.js';
export { BASE_UTILISATION, ZERO_UTILISATION, type Utilisation } from './model/utilisation.js';
export { optimalScore } from './score/optimal.js';
export { scoreComponents, scoreTable, type ScoreComponent } from './score/report.js';
export { Score } from './score/score.js';
export { readCluster } from './text-format/read.js';
export { writeCluster } from './text-format/write.js';
export { Placer, type AllocationOptions } from './capacity/placer.js';
export { instanceOfSize, sizeOf, sizeOfSpec, type FailCounts, type Size } from './capacity/size.js';
export { fillStandard } from './capacity/standard.js';
export { allocationTargets, type PlaceTargets } from './capacity/targets.js';
export { fillShrinking } from './capacity/tiered.js';
export { allocationDelta, clusterTotals, type Amounts, type Totals } from './capacity/totals.js';
export { exclusionGraph } from './reboot/exclusion.js';
export { colourings, compareColourings, fewestColours, type Colouring, type Graph } from './reboot/graph.js';
export { Layout } from './reboot/layout.js';
export { clearNonRedundant, clearSecondaries, migrateOff, movedInstances, type RebootGroup } from './reboot/plan.js';
export { switched, type Balanced } from './squeeze/balanced.js';
export {
  hasRoom,
  nodesToOffline,
  nodesToOnline,
  offlineCandidates,
  onlineCandidates,
  roomFor,
} from './squeeze/squeeze.js';
export { TAG_STANDBY_AUTO } from './model/tags.js';
export { neededRepair, type NeededRepair } from './repair/detect.js';
export {
  outdatedTags,
  REPAIR_TYPES,
  repairState,
  tagged,
  type RepairState,
  type RepairType,
} from './repair/history.js';
export { repairPolicy, type RepairPolicy } from './repair/policy.js';
