/** What strangers write, and how it is told back to them. */
package darkroom.request;
