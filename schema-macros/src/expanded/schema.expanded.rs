const _: () = {
    #[automatically_derived]
    impl ::schema_core::Schema for App {
        fn declaration() -> ::schema_core::declaration::Declaration {
            ::schema_core::__private::DeclarationBuilder::new(&["prod", "eu-west"])
                .table::<User>("users")
                .table::<v2::Type>("types")
                .forget("sessions")
                .delete_documents("logs")
                .carried_away::<v3::Guest>()
                .finish()
        }
    }
    #[allow(dead_code)]
    fn __tables_are_named(__schema: &App) {
        let _ = &__schema.users;
        let _ = &__schema.r#types;
    }
};
#[cfg(test)]
#[::core::prelude::v1::test]
fn __app_is_a_valid_schema() {
    ::schema_core::__private::assert_valid::<App>();
}
