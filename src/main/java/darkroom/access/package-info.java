/** Who may do what over HTTP, and how an answer reads that is no success. */
package darkroom.access;
