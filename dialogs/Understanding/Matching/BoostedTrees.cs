namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>One tree of decisions: at each node a feature is compared with a threshold; a negative child is the leaf of that complement.</summary>
internal sealed record DecisionTree(int[] Feature, float[] Threshold, int[] Left, int[] Right, float[] Leaf)
{
    public float Value(ReadOnlySpan<float> features)
    {
        if (Feature.Length == 0)
        {
            return Leaf[0];
        }

        var node = 0;
        while (node >= 0)
        {
            node = features[Feature[node]] <= Threshold[node] ? Left[node] : Right[node];
        }

        return Leaf[~node];
    }
}

/// <summary>Trees added up and turned into a probability by the sigmoid they were calibrated with. Learned by ML.NET, run here without it.</summary>
internal sealed class BoostedTrees(DecisionTree[] trees, float slope, float offset)
{
    /// <summary>How likely it is, 0 to 1.</summary>
    public float Probability(ReadOnlySpan<float> features)
    {
        var sum = 0f;
        foreach (var tree in trees)
        {
            sum += tree.Value(features);
        }

        return 1f / (1f + MathF.Exp((slope * sum) + offset));
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(slope);
        writer.Write(offset);
        writer.Write(trees.Length);
        foreach (var tree in trees)
        {
            writer.Write(tree.Feature.Length);
            for (var n = 0; n < tree.Feature.Length; n++)
            {
                writer.Write((short)tree.Feature[n]);
                writer.Write(tree.Threshold[n]);
                writer.Write((short)tree.Left[n]);
                writer.Write((short)tree.Right[n]);
            }

            writer.Write(tree.Leaf.Length);
            foreach (var leaf in tree.Leaf)
            {
                writer.Write(leaf);
            }
        }
    }

    public static BoostedTrees Load(BinaryReader reader)
    {
        var (slope, offset) = (reader.ReadSingle(), reader.ReadSingle());
        var trees = new DecisionTree[reader.ReadInt32()];
        for (var t = 0; t < trees.Length; t++)
        {
            var nodes = reader.ReadInt32();
            var tree = new DecisionTree(new int[nodes], new float[nodes], new int[nodes], new int[nodes], []);
            for (var n = 0; n < nodes; n++)
            {
                tree.Feature[n] = reader.ReadInt16();
                tree.Threshold[n] = reader.ReadSingle();
                tree.Left[n] = reader.ReadInt16();
                tree.Right[n] = reader.ReadInt16();
            }

            var leaves = new float[reader.ReadInt32()];
            for (var l = 0; l < leaves.Length; l++)
            {
                leaves[l] = reader.ReadSingle();
            }

            trees[t] = tree with { Leaf = leaves };
        }

        return new BoostedTrees(trees, slope, offset);
    }
}
