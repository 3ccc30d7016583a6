package darkroom.chaos;

/** Something that goes wrong while images come in. What it leaves behind is mended by the {@link Scene}. */
interface Trouble {
    void befall(Scene scene) throws Exception;
}
