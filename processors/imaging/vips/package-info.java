/** The native engine: libvips, and libturbojpeg where there is one, through JNA. They are found and loaded here. */
package imaging.vips;
