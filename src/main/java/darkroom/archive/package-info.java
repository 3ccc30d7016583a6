/** What is kept in S3: objects written once, receipts, downloads. */
package darkroom.archive;
