/** The files by which operators run the platform, compared with what the code and the embedded engines say. */
package darkroom.deploy;
