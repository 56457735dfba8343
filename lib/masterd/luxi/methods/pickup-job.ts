import { ganetiError } from '@gnt/protocol';
import type { LuxiHandler } from '../context.js';

/** Never for clients, neither here nor in the original. */
export const pickupJob: LuxiHandler<'PickupJob'> = async () => {
  throw ganetiError('GenericError', ["LUXI method 'PickupJob' takes no calls from outside"]);
};
