import type { Balancer, Placement } from '@gnt/htools';

/** Moves until nothing is gained, the limit of steps is reached or the score is as low as wanted. */
export function balance(
  balancer: Balancer,
  maxLength: number,
  stopAt: number,
  tell: (placement: Placement, position: number) => void,
): Placement[] {
  const placements: Placement[] = [];
  let score = balancer.score.value;
  while ((maxLength < 0 || placements.length < maxLength) && score > stopAt) {
    const placement = balancer.step();
    if (!placement) break;
    placements.push(placement);
    score = placement.score;
    tell(placement, placements.length);
  }
  return placements;
}
