/** The three doors and the one processor behind them. */
package darkroom.intake;
