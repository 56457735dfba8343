import { ht } from '@gnt/ht';

/** Parts of cluster verification that can be left out. */
export const verifyOptionalCheck = ht.oneOf(['hvparam_assessment', 'nplusone_mem']);

/** Kinds of problem that cluster verification reports. */
export const cvErrorCode = ht.oneOf([
  'ECLUSTERCERT',
  'ECLUSTERCFG',
  'ECLUSTERCLIENTCERT',
  'ECLUSTERDANGLINGINST',
  'ECLUSTERDANGLINGNODES',
  'ECLUSTERFILECHECK',
  'EEXTAGS',
  'EGROUPDIFFERENTPVSIZE',
  'EINSTANCEBADNODE',
  'EINSTANCEDOWN',
  'EINSTANCEFAULTYDISK',
  'EINSTANCELAYOUT',
  'EINSTANCEMISSINGCFGPARAMETER',
  'EINSTANCEMISSINGDISK',
  'EINSTANCEPOLICY',
  'EINSTANCESPLITGROUPS',
  'EINSTANCEUNSUITABLENODE',
  'EINSTANCEWRONGNODE',
  'ENODEDRBD',
  'ENODEDRBDHELPER',
  'ENODEDRBDVERSION',
  'ENODEFILECHECK',
  'ENODEFILESTORAGEPATHS',
  'ENODEFILESTORAGEPATHUNUSABLE',
  'ENODEGLUSTERSTORAGEPATHUNUSABLE',
  'ENODEHOOKS',
  'ENODEHV',
  'ENODELVM',
  'ENODEN1',
  'ENODENET',
  'ENODEOOBPATH',
  'ENODEORPHANINSTANCE',
  'ENODEORPHANLV',
  'ENODEOS',
  'ENODERPC',
  'ENODESETUP',
  'ENODESHAREDFILESTORAGEPATHUNUSABLE',
  'ENODESSH',
  'ENODETIME',
  'ENODEUSERSCRIPTS',
  'ENODEVERSION',
]);

/** Kinds of SSH key that nodes may have. */
export const sshKeyType = ht.oneOf(['dsa', 'ecdsa', 'rsa']);

/** What can carry tags. */
export const tagKind = ht.oneOf(['cluster', 'instance', 'network', 'node', 'nodegroup']);

/** A range of user ids, both ends included. */
export const uidRange = ht.tuple(ht.int, ht.int);
