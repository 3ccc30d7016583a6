/**
 * The promise that images are kept, and that they go afterwards: what the buckets must be set up with, who does it, and who
 * looks whether it is so.
 */
package darkroom.archive.retention;
