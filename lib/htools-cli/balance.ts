import type { Balancer, Placement } from '@gnt/htools';

/**
 * Moves until nothing is gained, the limit of steps is reached or the score is as low as wanted; `before` is called
 * when a step is to be made, `tell` when it is.
 */
export function balance(
  balancer: Balancer,
  maxLength: number,
  stopAt: number,
  tell: (placement: Placement, position: number) => void,
  before: () => void = () => undefined,
): Placement[] {
  const placements: Placement[] = [];
  let score = balancer.score.value;
  while ((maxLength < 0 || placements.length < maxLength) && score > stopAt) {
    before();
    const placement = balancer.step();
    if (!placement) break;
    placements.push(placement);
    score = placement.score;
    tell(placement, placements.length);
  }
  return placements;
}
