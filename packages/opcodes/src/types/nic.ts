import { INIC_PARAMS, NIC_VALID_MODES } from '@gnt/constants';
import { ht } from '@gnt/ht';

/** How a network card is attached to its node. */
export const nicMode = ht.oneOf(NIC_VALID_MODES);

/** Parameters of one network card. */
export const nicParams = ht.dict(ht.maybe(ht.string), ht.oneOf(INIC_PARAMS));
