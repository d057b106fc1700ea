//! Words about products.

use crate::desk::words::{Words, say};

say! {
    open_to_change: "Ouvrez un produit par sa référence pour le modifier ou le retirer.",
        "Open a product by its reference to change or remove it.";
    all_products: "Tous les produits", "All products";
    product_removed: "Le produit est retiré.", "The product is removed.";
    no_such_product: "Ce produit n'était plus dans la liste : rien n'a été fait.", "This product was not in the list any more: nothing was done.";
    removing_means: "Le tri ne le reconnaîtra plus dans les messages.", "The gate will not recognise it in messages any more.";
}
