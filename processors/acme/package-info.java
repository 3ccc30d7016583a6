/** The steps of the company Acme: an example to copy, and a test that a company's code needs nothing of the platform. */
package acme;
