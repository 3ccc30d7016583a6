/** What a route file must be like, checked; and the routes by themselves, between stand-ins for their neighbours. */
package darkroom.routes;
