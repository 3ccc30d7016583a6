/**
 * What is done when something went wrong: archive and rows are held against each other, and what is missing is announced,
 * sent or worked on again. It meets the other rooms through {@link darkroom.recovery.ReceiptStore} and
 * {@link darkroom.recovery.RowStore} alone.
 */
package darkroom.recovery;
