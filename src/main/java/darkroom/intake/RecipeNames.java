package darkroom.intake;

import darkroom.model.BadRequestException;
import darkroom.request.Shown;
import imaging.Recipes;

/** Recipe names as they are asked for at the doors. */
final class RecipeNames {
    static final String DEFAULT = "web";

    private RecipeNames() {}

    /** @throws BadRequestException 400 unknown-recipe, with the names that there are */
    static String check(Recipes recipes, String field, String name) {
        String wanted = name == null || name.isEmpty() ? DEFAULT : name;
        if (recipes.find(wanted).isEmpty()) {
            throw new BadRequestException(
                    "unknown-recipe",
                    400,
                    field + " '" + Shown.text(wanted) + "' is no recipe. There are: "
                            + String.join(", ", recipes.names()) + ".");
        }
        return wanted;
    }
}
