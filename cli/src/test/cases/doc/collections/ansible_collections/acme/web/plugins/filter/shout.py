class FilterModule:
    def filters(self):
        return {"shout": lambda text, marks=1: text.upper() + "!" * marks}
