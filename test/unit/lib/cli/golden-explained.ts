/** A difference that is meant: why, and how each line that reports it begins. */
export interface Explanation {
  readonly reason: string;
  readonly differs: string;
}

const EARLIER: Explanation = {
  reason: 'the recording begins with requests of commands run before it; all of ours are in it',
  differs: 'recorded but not sent',
};
const ROUNDED: Explanation = {
  reason: 'whole numbers above 2^53 (nanoseconds of reason trails) are printed as they travel from our master, rounded',
  differs: 'stdout',
};
const NO_TRAIL: Explanation = {
  reason: 'the original forgets the reason trail here',
  differs: 'sent but not recorded: SubmitJob',
};

const OUR_WORDS: Explanation = { reason: 'the sentence is ours; class and exit code are the same', differs: 'stderr' };

/** Recordings that ours differ from on purpose. */
export const EXPLAINED: Readonly<Record<string, Explanation>> = {
  'cli/078-instance-info-noargs': OUR_WORDS,
  'cli/153-group-info': {
    reason: 'the original prints the lower and the upper bounds of a policy in an order that changes from run to run',
    differs: 'stdout',
  },
  'cli/170-node-info-unknown': {
    reason: 'the original leaves an unknown node out without a word; ours says so on standard error',
    differs: 'stderr',
  },
  'cli/189-node-modify-nothing': OUR_WORDS,
  'cli/198-node-add-existing': OUR_WORDS,
  'cli/214-job-info': ROUNDED,
  'cli/226-job-wait-noargs': EARLIER,
  'cli/227-job-cancel-noargs': OUR_WORDS,
  'cli/239-filter-list': ROUNDED,
  'cli/241-filter-info': ROUNDED,
  'cli/243-filter-add-bad': OUR_WORDS,
  'cli/251-cluster-modify-nothing': OUR_WORDS,
  'cli/263-cluster-modify-mond-interval': {
    reason: 'the original crashes over --data-collector-interval; we submit what was asked for',
    differs: 's',
  },
  'cli/266-cluster-info-roman': {
    reason: 'recorded without the Python module that makes Roman numerals; we make them',
    differs: 'stdout',
  },
  'cli/281-cluster-masterip-deact': NO_TRAIL,
  'cli/282-cluster-masterip-act': NO_TRAIL,
  'cli/294-no-command': {
    reason: 'the descriptions are ours, and commands of later parts are not listed',
    differs: 'stdout',
  },
  'cli-31/057-kvm-start-io-uring': EARLIER,
  'cli-31/065-kvm-start-cdrom': EARLIER,
  'cli-31/067-kvm-start-vhost': EARLIER,
};
