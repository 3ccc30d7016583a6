/**
 * Tells customers of their images: events become deliveries in a queue, each is signed and posted until its endpoint takes it
 * or a day is over, and every try is logged.
 */
package darkroom.webhooks;
