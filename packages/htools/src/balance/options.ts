/** How balancing and allocating go about it; the names are those of hbal's options. */
export interface BalanceOptions {
  readonly diskMoves: boolean;
  readonly instanceMoves: boolean;
  readonly restrictedMigration: boolean;
  readonly ignoreSoftErrors: boolean;
  readonly evacuationMode: boolean;
  readonly minGain: number;
  readonly minGainLimit: number;
}

/** What balancing does when nobody says otherwise. */
export const DEFAULT_BALANCE_OPTIONS: BalanceOptions = {
  diskMoves: true,
  instanceMoves: true,
  restrictedMigration: false,
  ignoreSoftErrors: false,
  evacuationMode: false,
  minGain: 1e-2,
  minGainLimit: 1e-1,
};
