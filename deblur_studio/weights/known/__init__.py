"""The networks that weights can be for, one module each: how they are recognised, rebuilt and described."""
